"""The calendar of a round: its dates, extensions, reminders, who will miss the date; and the papers that end it."""
