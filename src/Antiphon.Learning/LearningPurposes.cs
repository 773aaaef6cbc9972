using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// What streams are split for here, beyond <see cref="Purposes"/>. The strings decide every drawn number and every stored result: a name
/// may change, its string may not.
/// </summary>
internal static class LearningPurposes
{
    // One episode of a continuous game.
    internal const string GlobalAction = "global action";
    internal const string GlobalMove = "global move";
    internal const string LocalAction = "local action";
    internal const string LocalMove = "local move";

    // The training of networks.
    internal const string Training = "continuous training";
    internal const string GlobalNetwork = "global network";
    internal const string LocalNetwork = "local network";
    internal const string Policy = "policy";
    internal const string Critic = "critic";
    internal const string Turn = "turn";
    internal const string Update = "update";
    internal const string Episode = "episode";
    internal const string Representative = "representative";
    internal const string SingleStep = "single step";
    internal const string Reset = "reset";

    // Discretization.
    internal const string Discretization = "discretization";
    internal const string GlobalRow = "global row";
    internal const string LocalRow = "local row";
    internal const string Starts = "starts";

    // Logs of past steps.
    internal const string LoggedEpisode = "logged episode";
    internal const string LoggedAction = "action";
    internal const string TrackedAgents = "tracked agents";
    internal const string DrawnRewards = "drawn rewards";
    internal const string Order = "order";

    // Systems of one's own.
    internal const string System = "system";
    internal const string Habits = "habits";

    // Federated training.
    internal const string FederatedData = "federated data";
    internal const string FederatedPopulation = "federated population";
    internal const string FederatedStart = "federated start";
    internal const string FederatedRounds = "federated round";
    internal const string FederatedClient = "federated client";
    internal const string FederatedChoice = "federated choice";
}
