"""A region's form as a spreadsheet: out with lists and checks, filled off line, back with a preview, all or nothing."""
