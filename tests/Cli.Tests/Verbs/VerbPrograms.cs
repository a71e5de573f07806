using System.Text;
using System.Xml.Linq;
using Hathi.Cli.Kit;
using Hathi.Cli.MapRed;
using Hathi.Cli.Yarn;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>Runs <c>yarn</c> and <c>mapred</c>, ours in this process or Apache's, for a user and with settings as of site files.</summary>
internal static class VerbPrograms
{
    // Apache's script.
    private static string Apache => Environment.GetEnvironmentVariable("HATHI_PEERS") is { } folder
        ? Path.Join(folder, "apache")
        : throw new InvalidOperationException("HATHI_PEERS must name the folder of Apache's jars");

    /// <summary>Ours.</summary>
    /// <param name="words">The command line, with the program in front.</param>
    /// <param name="user">Who runs it.</param>
    /// <param name="settings">What a client must know.</param>
    public static async Task<Answer> OursAsync(IReadOnlyList<string> words, string user, IReadOnlyDictionary<string, string> settings)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(static () => Stream.Null, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        var cancellation = TestContext.Current.CancellationToken;
        string[] all =
            [.. words.Skip(1).Take(1), .. settings.SelectMany(static s => new[] { "-D", $"{s.Key}={s.Value}" }), .. words.Skip(2)];
        Environment.SetEnvironmentVariable("HADOOP_USER_NAME", user);
        try
        {
            var run = words[0] switch
            {
                "yarn" => YarnCommand.RunAsync(all, streams, cancellation),
                "mapred" => MapRedCommand.RunAsync(all, streams, cancellation),
                var other => throw new InvalidOperationException($"'{other}' is run by nobody here: yarn and mapred are"),
            };
            var code = await run.Patiently();
            return new Answer(Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), code);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HADOOP_USER_NAME", null);
        }
    }

    /// <summary>Apache's.</summary>
    /// <param name="words">The command line, with the program in front.</param>
    /// <param name="user">Who runs it.</param>
    /// <param name="settings">What a client must know.</param>
    /// <param name="folder">Takes the site files.</param>
    public static Task<Answer> ApachesAsync(
        IReadOnlyList<string> words, string user, IReadOnlyDictionary<string, string> settings, string folder)
    {
        var site = new XElement(
            "configuration",
            settings.Select(static s => new XElement("property", new XElement("name", s.Key), new XElement("value", s.Value))));
        foreach (var file in (string[])["core", "hdfs", "yarn", "mapred"])
        {
            site.Save(Path.Join(folder, $"{file}-site.xml"));
        }

        // Else what it logs would stand among what it prints.
        File.WriteAllText(Path.Join(folder, "log4j.properties"), "log4j.rootLogger=OFF\n");

        // Apache's script has no streaming; what mapred does is to run that jar.
        IReadOnlyList<string> typed = words is ["mapred", "streaming", ..] ? ["jar", .. words.Skip(1)] : words;
        return ForeignProcess.RunAsync(Apache, typed, "", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HADOOP_CONF_DIR"] = folder, ["HADOOP_USER_NAME"] = user, ["TZ"] = "UTC",
        });
    }
}
