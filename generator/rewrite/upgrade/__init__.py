"""The steps by which a template moves to another target; each takes a draft and gives one."""
