"""When people leave: the two clocks, the daily sweep, reminders and renewals, and how the pool is doing."""
