"""What several test modules share: builders, random inputs, and the oracle."""
