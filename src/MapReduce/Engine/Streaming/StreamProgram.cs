using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Formats;

namespace Hathi.MapReduce.Streaming;

/// <summary>
/// Starts a program as Apache's streaming does: its words, where it is looked for, its environment. Source: Apache <c>PipeMapRed</c>.
/// </summary>
internal static class StreamProgram
{
    /// <summary>Characters of a property that its variable has at most (-1: all).</summary>
    private const string TruncateKey = "stream.jobconf.truncate.limit";

    /// <summary>
    /// Characters of a variable with many paths: Linux starts no program with a string of 128 KiB, and a character may have three bytes.
    /// </summary>
    private const int LongestValue = 40_000;

    /// <summary>E2BIG: one variable of more than 128 KiB (Linux, MAX_ARG_STRLEN), or all of them together.</summary>
    private const int ArgumentsTooLong = 7;

    /// <exception cref="TaskIOException">It cannot be started.</exception>
    internal static Process Start(
        string command, TaskContext task, FileSplit? split, IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var words = Split(command);
        if (words.Count == 0)
        {
            throw new TaskIOException("The command of a streaming job is empty: say what to run, for example -mapper cat.", null);
        }

        var start = new ProcessStartInfo(Find(words[0]), words.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables(task, split))
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e) when (e.NativeErrorCode == ArgumentsTooLong)
        {
            throw new TaskIOException(
                $"Cannot run program \"{words[0]}\": its environment is too large, for every property of the job is a variable in it; "
                + $"{TruncateKey}=20000 cuts long ones off.",
                e);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new TaskIOException(
                $"Cannot run program \"{words[0]}\": {e.Message}. It must be on every node, "
                + "or travel with the job (-file or -files) and be executable; a script needs its first line, #!….",
                e);
        }
    }

    /// <summary>Words between blanks; quotes of either kind keep blanks and also end a word, as Apache's do.</summary>
    internal static List<string> Split(string command)
    {
        var words = new List<string>();
        var (quote, start) = ('\0', 0);
        for (var i = 0; i <= command.Length; i++)
        {
            var c = i < command.Length ? command[i] : '\0';
            var ends = i == command.Length;
            if (c is '\'' or '"' && (quote == '\0' || quote == c))
            {
                quote = quote == '\0' ? c : '\0';
                ends = true;
            }
            else if (c == ' ' && quote == '\0')
            {
                ends = true;
            }

            if (ends)
            {
                if (i > start)
                {
                    words.Add(command[start..i]);
                }

                start = i + 1;
            }
        }

        return words;
    }

    /// <summary>
    /// The job's properties, by their names of today and of before, with everything but letters and digits as _, and those that tell the
    /// task. Source: PipeMapRed.addJobConfToEnvironment.
    /// </summary>
    /// <param name="task">Of which task.</param>
    /// <param name="split">What a map reads; null: not a part of a file.</param>
    internal static IEnumerable<KeyValuePair<string, string>> Variables(TaskContext task, FileSplit? split)
    {
        var limit = task.Configuration.GetInt(TruncateKey, -1);
        foreach (var (name, _) in task.Configuration.All())
        {
            var value = task.Configuration.Get(name) ?? "";
            value = limit >= 0 && value.Length > limit ? value[..limit] : value;
            yield return new(Safe(name), value);
            foreach (var old in Configuration.OldNames(name))
            {
                yield return new(Safe(old), value);
            }
        }

        foreach (var added in task.Configuration.GetString("stream.addenvironment", "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (added.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign)
            {
                yield return new(added[..sign], added[(sign + 1)..]);
            }
        }

        var id = task.Attempt.Task;
        var of = new List<(string Name, string Old, string Value)>
        {
            ("mapreduce.job.id", "mapred.job.id", task.Job.Id.ToString()),
            ("mapreduce.task.id", "mapred.tip.id", id.ToString()),
            ("mapreduce.task.attempt.id", "mapred.task.id", task.Attempt.ToString()),
            ("mapreduce.task.ismap", "mapred.task.is.map", id.Kind == TaskKind.Map ? "true" : "false"),
            ("mapreduce.task.partition", "mapred.task.partition", id.Number.ToString(CultureInfo.InvariantCulture)),
            ("mapreduce.job.reduces", "mapred.reduce.tasks", task.Job.Job.Reducers.ToString(CultureInfo.InvariantCulture)),
            ("mapreduce.task.output.dir", "mapred.work.output.dir", task.State.Committer.GetWorkPath(task.Attempt).ToString()),
            ("mapreduce.job.name", "mapred.job.name", task.Job.Job.Name),
            ("mapreduce.job.user.name", "user.name", Environment.GetEnvironmentVariable("USER") ?? Environment.UserName),
            ("mapreduce.job.working.dir", "mapred.working.dir",
                task.Job.FileSystems.Resolve(task.Job.FileSystems.Default.HomeDirectory).ToString()),
            ("mapreduce.input.fileinputformat.inputdir", "mapred.input.dir",
                PathList.Join(task.Job.Job.InputPaths.Select(p => task.Job.FileSystems.Resolve(p).ToString()))),
            ("mapreduce.output.fileoutputformat.outputdir", "mapred.output.dir",
                task.Job.FileSystems.Resolve(task.Job.Job.OutputPath).ToString()),
        };
        if (split is not null)
        {
            of.Add(("mapreduce.map.input.file", "map.input.file", task.Job.FileSystems.Resolve(split.Path).ToString()));
            of.Add(("mapreduce.map.input.start", "map.input.start", split.Start.ToString(CultureInfo.InvariantCulture)));
            of.Add(("mapreduce.map.input.length", "map.input.length", split.SplitLength.ToString(CultureInfo.InvariantCulture)));
        }

        foreach (var (name, old, whole) in of)
        {
            var value = Cut(whole, limit);
            yield return new(Safe(name), value);
            yield return new(Safe(old), value);
        }

        yield return new("TMPDIR", Path.GetTempPath());
    }

    // What was asked for is cut there; what the system does not take, between two paths, so that none is another. A comma of a path has
    // a backslash before it.
    internal static string Cut(string value, int limit)
    {
        if (limit >= 0 && limit <= LongestValue)
        {
            return value.Length <= limit ? value : value[..limit];
        }

        var end = LongestValue;
        if (value.Length <= end)
        {
            return value;
        }

        while (end > 0 && !(value[end] == ',' && value[end - 1] != '\\'))
        {
            end--;
        }

        return value[..(end > 0 ? end : LongestValue)];
    }

    private static string Safe(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            safe.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return safe.ToString();
    }

    // A program that came with the job lies in the working directory, and comes first; the rest is the search path's.
    private static string Find(string program)
    {
        var here = Path.Combine(Environment.CurrentDirectory, program);
        if (Path.IsPathRooted(program) || !File.Exists(here))
        {
            return program;
        }

        if (!OperatingSystem.IsWindows())
        {
            MakeExecutable(here);
        }

        return here;
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void MakeExecutable(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | Execute);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // It may be executable already, or belong to someone else; starting it tells.
        }
    }
}
