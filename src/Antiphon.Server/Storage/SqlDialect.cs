using System.Data.Common;

namespace Antiphon.Server;

/// <summary>What differs between databases.</summary>
internal abstract class SqlDialect : IDisposable
{
    /// <summary>The type of a column of bytes.</summary>
    public abstract string Bytes { get; }

    /// <summary>The declaration of a column that numbers the rows.</summary>
    public abstract string Identity { get; }

    /// <summary>Opens a connection.</summary>
    public abstract DbConnection Connect();

    /// <inheritdoc/>
    public virtual void Dispose() { }
}
