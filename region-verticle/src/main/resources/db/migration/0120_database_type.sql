-- By which of the two vocabularies a database was made: tablesdb, or the older legacy.
alter table meridian.app_database
    add column type text not null default 'tablesdb' check (type in ('tablesdb', 'legacy'));
