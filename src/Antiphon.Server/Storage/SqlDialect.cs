using System.Data.Common;

namespace Antiphon.Server;

/// <summary>What differs between databases.</summary>
internal abstract class SqlDialect : IDisposable
{
    /// <summary>How long a connection or a statement is waited for, in seconds.</summary>
    protected const int Seconds = 5;

    /// <summary>The type of a column of bytes.</summary>
    public abstract string Bytes { get; }

    /// <summary>The declaration of a column that numbers the rows.</summary>
    public abstract string Identity { get; }

    /// <summary>Begins a transaction that no other server makes tables in.</summary>
    public abstract string BeginAlone { get; }

    /// <summary>Opens a connection.</summary>
    public abstract DbConnection Connect();

    /// <summary>Whether a statement failed because the database did not answer in time.</summary>
    /// <param name="failure">Why the statement failed.</param>
    public abstract bool IsTimeOut(Exception failure);

    /// <inheritdoc/>
    public virtual void Dispose() { }
}
