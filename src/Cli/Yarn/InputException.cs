namespace Hathi.Cli.Yarn;

/// <summary>
/// A word that cannot be read: an id, a number, an option that is not there. Where Apache's tools end with a Java exception and
/// 1, this is a line and 1.
/// </summary>
internal sealed class InputException(string message) : Exception(message);
