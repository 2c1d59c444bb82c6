def questions():
    return {}
