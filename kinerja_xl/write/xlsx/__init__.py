"""The package of a workbook: tables as XML by column, compressed in pieces; all the rest is xlsxwriter's."""
