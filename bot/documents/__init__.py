"""What people print, open or import: calendar files, Word, Excel, charts."""
