namespace Antiphon.Games;

/// <summary>
/// How the states of a game relate to each other, where they do. The rules of the game do not use it. It defines the baselines "follow"
/// and "sample mode", and lets the dispatcher's choice be compared with where most agents are.
/// </summary>
/// <param name="Distance">
/// Index order [s_l][s_g]: how far local state s_l is from what the global state asks for; finite and at least 0. Null when there is no
/// such notion.
/// </param>
/// <param name="Target">
/// Index order [a_g]: the local state that global action a_g points to. Null when actions do not name local states.
/// </param>
public sealed record GameGeometry(IReadOnlyList<IReadOnlyList<double>>? Distance, IReadOnlyList<int>? Target);
