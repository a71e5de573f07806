using System.Text;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Cql;

/// <summary>Asks for a password without showing it.</summary>
internal static class PasswordPrompt
{
    public static string Read(ShellStreams streams)
    {
        if (Console.IsInputRedirected)
        {
            throw new UsageException("-u needs -p where nobody can be asked for the password.");
        }

        streams.Error.Print("Password: ");
        streams.FlushError();
        var password = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                password.Length = Math.Max(0, password.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                password.Append(key.KeyChar);
            }
        }

        streams.ErrorLine("");
        return password.ToString();
    }
}
