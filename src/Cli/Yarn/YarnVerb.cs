using Hathi.Base.CommandLine;

namespace Hathi.Cli.Yarn;

/// <summary>One thing that a command does. It is asked for by an option, and only the options named here may stand beside it.</summary>
/// <param name="Option">Asks for it.</param>
/// <param name="Needs">Must be there too; <c>a|b</c>: at least one of them.</param>
/// <param name="With">May be there; <c>a|b</c>: one of them, not both.</param>
/// <param name="Text">What it does, for people.</param>
/// <param name="Run">Does it; returns the exit code.</param>
internal sealed record YarnVerb(string Option, string[] Needs, string[] With, string Text, Func<YarnShell, CommandOptions, Task<int>> Run);
