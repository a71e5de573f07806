namespace Hathi.Web.Pages;

/// <summary>One property of a daemon's configuration.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Written">The value as it is written.</param>
/// <param name="Value">The value with its variables expanded.</param>
/// <param name="IsFinal">Whether later files could not change it.</param>
public sealed record ConfProperty(string Name, string Written, string Value, bool IsFinal);
