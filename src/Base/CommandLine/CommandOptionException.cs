namespace Hathi.Base.CommandLine;

/// <summary>What is wrong with a command line's options.</summary>
public enum CommandOptionFault
{
    /// <summary>There is no such option.</summary>
    Unknown,

    /// <summary>It lacks its value.</summary>
    Incomplete,

    /// <summary>It was given twice, and only one of its values could be used.</summary>
    Repeated,
}

/// <summary>A command line that cannot be read; the message is for the user.</summary>
public sealed class CommandOptionException(CommandOptionFault fault, string message) : Exception(message)
{
    public CommandOptionFault Fault => fault;
}
