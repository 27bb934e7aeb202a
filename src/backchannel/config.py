"""Event file and user file to typed settings; where files live."""
