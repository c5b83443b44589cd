"""What people can do. Each use case is one transaction that first asks who is calling."""
