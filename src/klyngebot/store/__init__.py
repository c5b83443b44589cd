"""The one file everything is kept in. Only this room speaks SQL."""
