using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hathi.Conformance.Tests.Tutorial;

/// <summary>The shell of somebody who follows the tutorial: one after the other, in one folder that looks like the project's.</summary>
internal sealed class TutorialShell : IDisposable
{
    /// <summary>Begins the line that tells how a command ended; no command prints this byte.</summary>
    private const char End = '\u0001';

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly WorkDirectory _directory = new();
    private readonly Process _shell;

    /// <param name="files">What the reader saves there, by name.</param>
    public TutorialShell(IReadOnlyDictionary<string, string> files)
    {
        _environment["HATHI_HOME"] = At(".hathi");
        foreach (var (name, content) in files)
        {
            File.WriteAllText(At(name), content);
        }

        File.CreateSymbolicLink(At("LICENSE"), Path.Combine(Programs.Root, "LICENSE"));
        Directory.CreateSymbolicLink(At("samples"), Path.Combine(Programs.Root, "samples"));

        // The launcher would look for newer sources first; what is tested is what is built.
        File.WriteAllText(At("hathi"), $"#!/bin/sh\nHATHI_ROOT='{Programs.Root}' exec '{Programs.Hathi}' \"$@\"\n");
        File.SetUnixFileMode(At("hathi"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _shell = Start();
    }

    /// <summary>Runs a command, as typed, and returns what it has printed.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string command)
    {
        await _shell.StandardInput.WriteAsync($"{{ {command}\n}} < /dev/null\nprintf '\\n\\001%d\\n' $?\n");
        await _shell.StandardInput.FlushAsync();
        var output = new StringBuilder();
        while (true)
        {
            var line = await _shell.StandardOutput.ReadLineAsync().WaitAsync(ClusterPatience.Command)
                ?? throw new InvalidOperationException($"the shell ended in the middle of: {command}\n{output}");
            if (line.StartsWith(End))
            {
                return (int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture), output.ToString());
            }

            output.Append(line).Append('\n');
        }
    }

    public void Dispose()
    {
        _shell.Kill(entireProcessTree: false);
        _shell.Dispose();
        Commands.Run(_environment, Programs.Hathi, "destroy", "--yes");
        _directory.Dispose();
    }

    private string At(string name) => Path.Combine(_directory.Path, name);

    private Process Start()
    {
        var start = new ProcessStartInfo("/bin/bash", ["--noprofile", "--norc"])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HATHI_HOME"] = _environment["HATHI_HOME"];

        // A reader who begins has no other cluster.
        start.Environment.Remove("HADOOP_CONF_DIR");
        start.Environment.Remove("HADOOP_HOME");
        var shell = Process.Start(start)!;
        shell.StandardInput.Write("exec 2>&1\n");
        return shell;
    }
}
