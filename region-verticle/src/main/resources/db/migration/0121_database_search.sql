-- What the lists of databases and tables search.
alter table meridian.app_database
    add column search text generated always as (database_id || ' ' || name) stored;
alter table meridian.app_table
    add column search text generated always as (table_id || ' ' || name) stored;
