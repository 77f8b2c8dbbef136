"""Rows of ours, kept by a key in a tab that people sort, insert into and write beside."""
