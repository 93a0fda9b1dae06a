-- A token or challenge that was sent somewhere proves that address or number, and no other.
alter table meridian.token add column address text not null default '';
alter table meridian.challenge add column address text not null default '';
alter table meridian.challenge add column code_sha256 text not null default '';
