"""What an administrator settles: the organisation, its people; and what each person settles for themselves."""
