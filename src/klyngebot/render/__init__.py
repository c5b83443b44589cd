"""Values to messages: pure functions from what a service returned to what a person sees."""
