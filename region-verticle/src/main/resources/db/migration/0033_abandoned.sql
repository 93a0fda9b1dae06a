-- What was begun and not finished, for those who look for what was given up.

create index file_unfinished on meridian.file (created_at) where not complete;
create index deployment_unfinished on meridian.deployment (created_at) where not complete;
