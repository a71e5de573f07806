namespace Hathi.Lab.Spec;

/// <summary>The lab cannot do what was asked; the message says where, why and what to do. Never a programming error.</summary>
public sealed class LabException(string message, Exception? inner) : Exception(message, inner)
{
    public LabException(string message)
        : this(message, null)
    {
    }
}
