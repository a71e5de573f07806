using System.Text;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>A question on standard error that is answered on standard input.</summary>
internal static class Confirmation
{
    /// <summary>Asks until the answer is y, yes, n or no; the end of the input means no.</summary>
    public static bool Ask(ShellStreams streams, string question)
    {
        using var input = streams.OpenInput();
        while (true)
        {
            streams.Error.Print(question + " (Y or N) ");
            streams.Error.Flush();
            if (ReadLine(input) is not { } answer)
            {
                return false;
            }

            switch (answer.ToLowerInvariant())
            {
                case "y" or "yes":
                    return true;
                case "n" or "no":
                    return false;
                default:
                    streams.ErrorLine("Invalid input: " + answer);
                    break;
            }
        }
    }

    private static string? ReadLine(Stream input)
    {
        var line = new StringBuilder();
        int next;
        while ((next = input.ReadByte()) >= 0)
        {
            if (next is '\r' or '\n')
            {
                return line.ToString();
            }

            line.Append((char)next);
        }

        return line.Length == 0 ? null : line.ToString();
    }
}
