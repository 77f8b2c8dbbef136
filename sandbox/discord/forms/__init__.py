"""What Discord checks in the body of a request before anything is done, by its API description."""
