using Hathi.Base;
using Hathi.Yarn.ResourceManager.Access;
using Hathi.Yarn.ResourceManager.Engine;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Options;
using Hathi.Yarn.ResourceManager.Secrets;

namespace Hathi.Yarn.ResourceManager.Calls;

/// <summary>What every protocol of the ResourceManager shares.</summary>
/// <param name="Engine">Decides.</param>
/// <param name="Options">The settings.</param>
/// <param name="Reports">Shows.</param>
/// <param name="Secrets">The keys.</param>
/// <param name="MasterTokens">Tokens of application masters.</param>
/// <param name="NodeTokens">Tokens that NodeManagers check.</param>
/// <param name="Access">Who may do what.</param>
/// <param name="Clock">The time.</param>
/// <param name="StartTime">When this ResourceManager started, wall milliseconds: its identifier.</param>
internal sealed record CallSite(
    ResourceManagerEngine Engine,
    ResourceManagerOptions Options,
    ReportMapping Reports,
    RmSecrets Secrets,
    MasterTokens MasterTokens,
    NodeTokens NodeTokens,
    AccessControl Access,
    IClock Clock,
    long StartTime);
