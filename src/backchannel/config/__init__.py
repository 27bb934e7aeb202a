"""The event file and the user file as typed settings; secrets; where files live."""
