#include "report/html/figures.hpp"

namespace heapdiff::report::html {

Markup inline_figure(const Figure& figure, std::string_view pointer) {
  if (pointer.empty()) {
    return markup("<data value=\"{}\">{}</data>", figure.value, escaped(figure.text));
  }
  return markup("<data value=\"{}\" data-json=\"{}\">{}</data>", figure.value, escaped(pointer),
                escaped(figure.text));
}

DataTable::DataTable(std::string_view id, std::string_view caption, std::vector<Column> columns)
    : id_(id), caption_(escaped(caption)), columns_(std::move(columns)) {}

void DataTable::begin_row(const Markup& heading, std::string_view pointer) {
  if (has_row_) rows_.html += "</tr>\n";
  has_row_ = true;
  if (pointer.empty()) {
    append(rows_, "<tr><th scope=\"row\">{}</th>", heading);
  } else {
    append(rows_, "<tr data-json=\"{}\"><th scope=\"row\">{}</th>", escaped(pointer), heading);
  }
}

void DataTable::add_figure(const Figure& figure) {
  append(rows_, "<td data-v=\"{}\">{}</td>", figure.value, escaped(figure.text));
}

void DataTable::add_figure(const Figure& figure, std::string_view pointer) {
  append(rows_, "<td data-v=\"{}\" data-json=\"{}\">{}</td>", figure.value, escaped(pointer),
         escaped(figure.text));
}

void DataTable::add_text(const Markup& text) { append(rows_, "<td class=\"w\">{}</td>", text); }

void DataTable::add_blank() { rows_.html += "<td></td>"; }

void DataTable::begin_sums() {
  if (has_row_) rows_.html += "</tr>\n";
  has_row_ = false;
  has_sums_ = true;
  rows_.html += "</tbody><tfoot>\n";
}

Markup DataTable::finish() && {
  if (has_row_) rows_.html += "</tr>\n";
  const Markup id = escaped(id_);
  Markup table = markup(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{}-caption\">"
      "<table class=\"data\" id=\"{}\"><caption id=\"{}-caption\">{}</caption>\n<thead><tr>",
      id, id, id, caption_);
  for (const Column& column : columns_) {
    table.html += column.is_number ? "<th scope=\"col\" class=\"n\"" : "<th scope=\"col\"";
    if (!column.member.empty()) append(table, " data-json=\"{}\"", escaped(column.member));
    append(table, ">{}</th>", escaped(column.title));
  }
  append(table, "</tr></thead>\n<tbody>\n{}", rows_);
  table.html += has_sums_ ? "</tfoot></table></div>\n" : "</tbody></table></div>\n";
  return table;
}

}  // namespace heapdiff::report::html
