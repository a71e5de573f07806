using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>
/// Room that is kept on a node until there is enough of it for one container. It counts as used in the queue; others get nothing
/// on the node meanwhile.
/// </summary>
/// <param name="Application">For whom.</param>
/// <param name="Demand">For what.</param>
/// <param name="Node">Where.</param>
/// <param name="Resource">How much.</param>
internal sealed record Reservation(ScheduledApplication Application, Demand Demand, RmNode Node, Resource Resource);
