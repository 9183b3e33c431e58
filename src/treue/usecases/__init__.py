"""What people want from Treue: one folder per noun, one file per verb. Every write goes through processing."""
