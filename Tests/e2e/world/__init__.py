"""What the end-to-end tests drive: real binaries, real terminals, real peers."""
