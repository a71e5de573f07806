using System.Text;
using Hathi.Hadoop.Keys;

namespace Hathi.Architecture.Tests;

/// <summary>The pages of the reference that tell of settings.</summary>
internal static class SettingPages
{
    private const int Columns = 138;

    private const string Made = "<!-- Made from src/Hadoop/Keys by tests/Architecture.Tests (HATHI_WRITE_REFERENCE=1); do not edit. -->\n";

    internal static string Settings()
    {
        var page = new StringBuilder(Made);
        page.Append("\n# Settings\n\n");
        Paragraph(page, "", "Every key of Hadoop's that Hathi reads, and its own (`hathi.…`). "
            + "They stand in Hadoop's files, `core-site.xml`, `hdfs-site.xml`, "
            + "`mapred-site.xml`, `yarn-site.xml` and `capacity-scheduler.xml` of HADOOP_CONF_DIR, on a command line as `-D name=value`, "
            + "or under `settings:` in "
            + "`lab.yaml`. Defaults are Apache Hadoop's (3.5.0) where nothing else is said.");
        page.Append('\n');
        Paragraph(page, "", "A value that is none of its kind keeps a daemon from starting and a command from running; "
            + "the message names key, value, file and "
            + "what is allowed. true and false are the exception: anything else counts as not set, as with Apache's. "
            + "A name that begins with `dfs.`, `yarn.`, "
            + "`mapreduce.` or `hathi.` and that nobody knows is a warning with the nearest one that there is, in `lab.yaml` an error. "
            + "Keys that Apache's "
            + "programs read and nothing here does are in [settings without effect](settings-without-effect.md).");
        page.Append('\n');
        Paragraph(page, "", "Sizes may be written as 128m (k m g t p e, powers of 1024), times as 30s (ns us ms s m h d). "
            + "`<part>` in a name stands for what you "
            + "choose: a queue, a name service.");
        foreach (var table in SettingTables.All)
        {
            page.Append($"\n## {table.Title}\n\n");
            Paragraph(page, "", table.About);
            page.Append('\n');
            foreach (var setting in table.All)
            {
                Paragraph(
                    page,
                    "- ",
                    $"`{setting.Name}`: {setting.Kind}; {Default(setting)}.{(setting.IsForUsers ? "" : " Programs write it.")}");
                Paragraph(page, "  ", setting.Does);
                Paragraph(page, "  ", $"*When it is wrong:* {setting.Breaks}");
            }
        }

        return page.ToString();
    }

    internal static string WithoutEffect()
    {
        var page = new StringBuilder(Made);
        page.Append("\n# Settings without effect\n\n");
        Paragraph(page, "", "Keys that Apache's programs read, of Hadoop 3.5 or of 2.7, and nothing in Hathi does: "
            + "they may stay in files that both use, and are not warned of. `*` stands for what users choose. "
            + "Names that Hadoop 3.5 takes for newer ones (`dfs.permissions`) are taken for them here too.");
        foreach (var area in KnownKeys.All()
            .Where(static k => !k.IsRead)
            .GroupBy(static k => k.Name[..k.Name.IndexOf('.', StringComparison.Ordinal)]))
        {
            page.Append($"\n## {area.Key}\n\n");
            Paragraph(page, "", string.Join(", ", area.Select(static k => $"`{k.Name}`")) + ".");
        }

        return page.ToString();
    }

    private static string Default(Setting setting)
    {
        var text = setting.DefaultText.Trim() is not { Length: > 0 } told
            ? "not set"
            : told.Contains(' ', StringComparison.Ordinal) ? told
            : $"`{told}`";
        return $"default {text}{(setting.ApacheDefault is { } apache ? $" (Apache: `{apache}`)" : "")}";
    }

    // The lines behind the first stand below its text.
    private static void Paragraph(StringBuilder page, string before, string text)
    {
        var line = before;
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length + 1 > Columns && line.Trim().Length > 0)
            {
                page.Append(line.TrimEnd()).Append('\n');
                line = new string(' ', before.Length);
            }

            line += word + " ";
        }

        page.Append(line.TrimEnd()).Append('\n');
    }
}
