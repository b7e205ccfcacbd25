typedef int dh_not_written_yet;
