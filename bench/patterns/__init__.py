"""`make eval`: are patterns found where there are some, and none where there are none?"""
