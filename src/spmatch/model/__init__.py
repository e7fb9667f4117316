"""The data that spmatch reads and answers with."""
