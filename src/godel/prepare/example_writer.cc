// SPDX-License-Identifier: MIT
#include "godel/prepare/example_writer.h"

#include <utility>

#include "godel/dataset/example_json.h"

namespace godel {

Result<ExampleWriter> ExampleWriter::Open(const std::string& path) {
  GODEL_TRY(std::unique_ptr<TextSink> sink, OpenTextSink(path));
  return ExampleWriter(std::move(sink));
}

Status ExampleWriter::Write(const Example& example) {
  return WriteRow(ExampleRow(example));
}

Status ExampleWriter::WriteRow(std::string_view row) {
  digest_.Add(row);
  digest_.Add("\n");
  ++examples_;
  return sink_->WriteLine(row);
}

Status ExampleWriter::Commit() {
  return sink_->Commit();
}

}  // namespace godel
