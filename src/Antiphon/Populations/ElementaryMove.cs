namespace Antiphon.Populations;

/// <summary>
/// The elementary move E(i->j, t): every agent in local state i moves to j with probability t, independently; all others stay. As a matrix
/// it is the identity with row i replaced by (1-t) e_i + t e_j.
/// </summary>
/// <param name="From">i, the state that agents leave.</param>
/// <param name="To">j, the state that they reach; differs from i.</param>
/// <param name="Probability">t. In [0,1] every operation with the move is an average; outside, signed and less accurate.</param>
internal readonly record struct ElementaryMove(int From, int To, double Probability);
