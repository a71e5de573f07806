namespace Hathi.Tests.Cases.Verbs;

/// <summary>A step of a text.</summary>
/// <param name="Line">Of the file, from 1.</param>
internal abstract record VerbStep(int Line);

/// <summary>How things are, what happens, what is asked: in the words of a language.</summary>
internal sealed record Said(Sentence Sentence) : VerbStep(Sentence.Line);
