using System.CommandLine;
using System.Text.Json;
using Hathi.Cli.Kit;
using Hathi.Lab;
using Hathi.Lab.Drivers;
using Hathi.Lab.Spec;
using Spectre.Console;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi status</c>: the nodes and what they cost.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var name = LabCommands.NameOption();
        var json = new Option<bool>("--json") { Description = "As JSON" };
        var command = new Command("status", "Show the lab's nodes") { name, json };
        command.SetAction((parsed, _) => LabCommands.RunAsync(() =>
        {
            var lab = LabCommands.Open(parsed.GetValue(name)!);
            var nodes = lab.Status();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(Json(lab, nodes));
            }
            else
            {
                // Not the library's own console: that one keeps the output there was when it was first asked for.
                Show(nodes, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }));
            }

            return Task.FromResult(nodes.All(n => n.State == NodeState.Up) ? ExitCode.Ok : ExitCode.Failed);
        }));
        return command;
    }

    /// <summary>A line a node, which fits a terminal of 80 columns, and what the letters of the roles stand for.</summary>
    internal static void Show(IReadOnlyList<NodeStatus> nodes, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var title in (string[])["node", "address", "rack", "roles", "state", "pid", "memory"])
        {
            table.AddColumn(new TableColumn(title).NoWrap().Padding(0, 0, 2, 0));
        }

        foreach (var n in nodes)
        {
            table.AddRow(
                n.Node.Name,
                n.Address.ToString(),
                n.Node.Rack,
                string.Join(' ', n.Node.Roles.Select(NodeRoles.ShortOf)),
                n.State.ToString().ToLowerInvariant(),
                n.ProcessId == 0 ? "-" : $"{n.ProcessId}",
                n.ProcessId == 0 ? "-" : $"{n.ResidentBytes >> 20} MiB");
        }

        console.Write(table);
        var used = NodeRoles.All.Where(role => nodes.Any(n => n.Node.Roles.Contains(role)));
        foreach (var line in Lines(used.Select(static role => $"{NodeRoles.ShortOf(role)} {role}")))
        {
            console.WriteLine(line);
        }

        foreach (var (node, ended) in nodes.SelectMany(static n => n.Ended, static (n, e) => (n.Node.Name, e)))
        {
            console.WriteLine($"{node}: the {ended.Role} has ended: {ended.Why}");
        }
    }

    private static string Json(ProcessLab lab, IReadOnlyList<NodeStatus> nodes)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("lab", lab.Spec.Name);
            json.WriteString("fileSystem", lab.FileSystemUri.ToString());
            json.WriteStartArray("nodes");
            foreach (var n in nodes)
            {
                json.WriteStartObject();
                json.WriteString("name", n.Node.Name);
                json.WriteString("address", n.Address.ToString());
                json.WriteString("rack", n.Node.Rack);
                json.WriteStartArray("roles");
                foreach (var role in n.Node.Roles)
                {
                    json.WriteStringValue(role);
                }

                json.WriteEndArray();
                json.WriteString("state", n.State.ToString().ToLowerInvariant());
                json.WriteNumber("pid", n.ProcessId);
                json.WriteNumber("residentBytes", n.ResidentBytes);
                json.WriteStartArray("ended");
                foreach (var ended in n.Ended)
                {
                    json.WriteStartObject();
                    json.WriteString("role", ended.Role);
                    json.WriteString("why", ended.Why);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    // A console breaks lines that are longer where it likes.
    private static IEnumerable<string> Lines(IEnumerable<string> words)
    {
        const int Columns = 80;
        var line = "";
        foreach (var word in words)
        {
            if (line.Length > 0 && line.Length + 2 + word.Length > Columns)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : "  " + word;
        }

        yield return line;
    }
}
