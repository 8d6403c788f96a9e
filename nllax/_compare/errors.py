"""What the user can put right."""


class UserError(Exception):
    """An error in what the user gave: one line that names the cause and the cure."""
