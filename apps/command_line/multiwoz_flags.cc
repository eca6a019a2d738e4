// SPDX-License-Identifier: MIT
#include "command_line/multiwoz_flags.h"

namespace godel::apps {

void AddMultiWozFlags(CLI::App& app, MultiWozFlags& flags) {
  app.add_option("--database", flags.database,
                 "Folder with attraction_db.json, hotel_db.json, restaurant_db.json and train_db.json, plain or .gz")
      ->type_name("DIR");
  app.add_option("--list", flags.list, "Take the dialogs that this file names, one a line (testListFile)")
      ->type_name("FILE");
  app.add_option("--except", flags.except, "Leave the dialogs out that this file names; may be given again")
      ->type_name("FILE");
  app.add_option("--max-bad-rows", flags.max_bad_dialogs, "Skip up to N dialogs that cannot be read")
      ->type_name("N")
      ->capture_default_str();
}

Result<multiwoz::DialogChoice> ReadDialogChoice(const MultiWozFlags& flags) {
  multiwoz::DialogChoice choice;
  if (!flags.list.empty()) {
    GODEL_TRY(choice.only, multiwoz::ReadDialogList(flags.list));
  }
  for (const std::string& file : flags.except) {
    GODEL_TRY(multiwoz::DialogIds ids, multiwoz::ReadDialogList(file));
    choice.except.merge(ids);
  }
  return choice;
}

}  // namespace godel::apps
