-- Hashes of passwords that a user had before, the newest first, as many as the project's policy wants remembered.
alter table meridian.account add column earlier_passwords text[] not null default '{}';
