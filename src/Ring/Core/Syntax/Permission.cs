namespace Hathi.Ring.Core.Syntax;

/// <summary>What may be done with a resource.</summary>
public enum Permission
{
    /// <summary><c>CREATE</c>.</summary>
    Create,

    /// <summary><c>ALTER</c>.</summary>
    Alter,

    /// <summary><c>DROP</c>.</summary>
    Drop,

    /// <summary><c>SELECT</c>.</summary>
    Select,

    /// <summary><c>MODIFY</c>: INSERT, UPDATE, DELETE, TRUNCATE.</summary>
    Modify,

    /// <summary><c>AUTHORIZE</c>: GRANT and REVOKE.</summary>
    Authorize,

    /// <summary><c>DESCRIBE</c>, of roles.</summary>
    Describe,

    /// <summary><c>EXECUTE</c>, of functions.</summary>
    Execute,

    /// <summary><c>UNMASK</c>.</summary>
    Unmask,

    /// <summary><c>SELECT_MASKED</c>.</summary>
    SelectMasked,
}
