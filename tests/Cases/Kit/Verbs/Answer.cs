namespace Hathi.Tests.Cases.Verbs;

/// <summary>What a command answered.</summary>
internal sealed record Answer(string Output, string Error, int ExitCode);

/// <summary>Runs one command line: words, standard input, user (null: the test's own).</summary>
internal delegate Task<Answer> RunCommand(IReadOnlyList<string> words, string input, string? user);
