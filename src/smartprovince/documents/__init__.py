"""Documents: data in, bytes out. No Django, no clock, no database: every date and every word is an argument.

blocks   what a document is made of        pdf, docx   a document as PDF or Word
charts   one spec, one SVG                 sheets      tables as XLSX or CSV
reading  tables that people send back      wording     the few words these files say themselves
"""
