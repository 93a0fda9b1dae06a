-- Deployments and variables belong to a function or to a site; labels of hosts are given out once, whatever bears them.

create table meridian.label (
    label text primary key
);
insert into meridian.label select label from meridian.function;

alter table meridian.deployment rename column function_id to owner_id;
alter table meridian.deployment
    add column owner_type text not null default 'function',
    add column install_command text not null default '',
    add column output_directory text not null default '',
    drop constraint deployment_pkey,
    add primary key (project_id, owner_type, owner_id, deployment_id);
alter table meridian.deployment alter column owner_type drop default;

alter table meridian.function_variable rename to variable;
alter table meridian.variable rename column function_id to owner_id;
alter table meridian.variable
    add column owner_type text not null default 'function',
    drop constraint function_variable_pkey,
    drop constraint function_variable_project_id_function_id_key_key,
    add primary key (project_id, owner_type, owner_id, variable_id),
    add unique (project_id, owner_type, owner_id, key);
alter table meridian.variable alter column owner_type drop default;
