namespace Hathi.MapReduce.Scripts;

/// <summary>A job's file cannot be used. Compile errors are one a line: file(line,column): error CS0000: text.</summary>
public sealed class ScriptException(string message) : Exception(message);
