#include "base/table.h"

#include <math.h>
#include <string.h>

void dh_table_init(dh_table *table, dh_arena *arena, size_t rows)
{
    *table = (dh_table){.arena = arena, .rows = rows};
}

static int make_room(dh_table *table)
{
    if (table->count < table->room)
        return 0;
    size_t room = 2 * table->room + 16;
    dh_column *column = DH_NEW(table->arena, dh_column, room);
    if (!column)
        return -1;
    if (table->count)
        memcpy(column, table->column, table->count * sizeof *column);
    table->column = column;
    table->room = room;
    return 0;
}

dh_column *dh_table_add(dh_table *table, const char *name, dh_column_type type, const char *doc)
{
    static const size_t size[] = {sizeof(double), sizeof(int64_t), sizeof(uint8_t), sizeof(char *)};
    void *data = make_room(table) ? NULL : dh_arena_alloc(table->arena, table->rows, size[type]);
    if (!data)
        return NULL;
    dh_column *column = &table->column[table->count++];
    *column = (dh_column){.name = name, .doc = doc, .type = type, .real = data};
    for (size_t i = 0; i < table->rows; i++)
        if (type == DH_REAL)
            column->real[i] = NAN;
        else if (type == DH_TEXT)
            column->text[i] = "";
    return column;
}

dh_column *dh_table_find(const dh_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (!strcmp(table->column[i].name, name))
            return &table->column[i];
    return NULL;
}
