"""What the operator needs beside the running bot: backups, and finding out what is wrong; for the command line."""
