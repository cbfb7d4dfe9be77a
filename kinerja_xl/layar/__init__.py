"""What stands between the verbs and a run: options, texts on the screen, exit statuses, the watched folder."""
